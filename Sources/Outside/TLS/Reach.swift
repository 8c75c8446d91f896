internal import NIOCore
internal import NIOPosix

/// The steps below TLS one by one, for finding out which of them fails. Nothing is sent.
public enum Reach {
  /// The addresses that a name stands for, as numbers.
  /// - Throws: `.nameUnknown`.
  public static func addresses(of host: String) async throws(TLSError) -> [String] {
    do {
      return try await NIOThreadPool.singleton.runIfActive {
        [try SocketAddress.makeAddressResolvingHost(host, port: 443).ipAddress].compactMap(\.self)
      }
    } catch {
      throw TLSError(.nameUnknown, "\(host) is not known to this machine's name servers")
    }
  }

  /// Opens a TCP connection and closes it.
  public static func connect(_ host: String, port: Int, timeoutSeconds: Int) async throws(TLSError) {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(Int64(timeoutSeconds)))
        .connect(host: host, port: port).get()
      try? await channel.close()
    } catch let error as NIOConnectionError {
      throw TLSError(.cannotConnect, "\(host) port \(port): \(HTTPSClient.reason(error))")
    } catch {
      throw TLSError(.cannotConnect, "\(host) port \(port): no answer")
    }
  }
}
