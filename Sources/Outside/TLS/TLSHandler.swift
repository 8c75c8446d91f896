public import NIOCore
import NIOTLS

/// TLS as a channel handler: ciphertext below, plaintext above. Lives on its channel's event loop.
///
/// Order of things that it keeps: output goes out after every call into libssl, also after a failed one, so that an
/// alert reaches the peer; plaintext is delivered before a close_notify that follows it is acted upon; a channel that
/// is to be closed is closed within `TLSLimits`, whatever the peer does.
///
/// There is no half-closed working: who closes the output has finished, and input that still comes is thrown away. A
/// peer that closes first is heard: upstream sees `ChannelEvent.inputClosed` (where the channel allows remote half
/// closure) and may answer. In TLS 1.3 a finished handshake on the client does not mean that the server accepted the
/// client's certificate: that is known only from the first bytes read.
public final class TLSHandler: ChannelDuplexHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = ByteBuffer
  public typealias OutboundIn = ByteBuffer
  public typealias OutboundOut = ByteBuffer

  enum Phase { case idle, handshaking, open, closing, closed }

  let session: TLSSession
  let limits: TLSLimits
  private let isClient: Bool
  private let pins: [String]?
  private let established: EventLoopPromise<PeerCertificate?>?
  private var isEstablishedKnown = false

  /// The verified certificate of the peer, once the handshake is over; nil where none is asked for.
  public private(set) var peer: PeerCertificate?

  var phase = Phase.idle
  /// Nothing more is read: the peer's close_notify came, or the channel's input was closed from above.
  var inputEnded = false
  /// Our close_notify is out, or the session failed.
  var outputEnded = false
  var deliveredSinceRead = false
  var pending = MarkedCircularBuffer<(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)>(initialCapacity: 8)
  /// Promises of writes that are encrypted and wait for their ciphertext to be written.
  var encrypted: [EventLoopPromise<Void>] = []
  var isEncrypting = false
  private var bytesBeforeOpen = 0
  private var unreadAnswers = 0
  private var timer: Scheduled<Void>?

  /// - Parameters:
  ///   - serverName: for a client, the DNS name or IP address that the certificate must carry; nil for a server.
  ///   - pins: SHA-256 of the SubjectPublicKeyInfo, lower-case hex, of each key that the peer may have; asked in addition
  ///     to the chain. nil asks for the chain alone.
  ///   - established: completed exactly once: with the peer when the handshake is over, or with the error.
  public init(
    _ context: TLSContext, serverName: String?, pins: [String]? = nil, limits: TLSLimits = TLSLimits(),
    established: EventLoopPromise<PeerCertificate?>? = nil
  ) throws(TLSError) {
    self.limits = limits
    self.pins = pins
    isClient = context.role == .client
    self.established = established
    do {
      session = try TLSSession(context, serverName: serverName)
    } catch {
      established?.fail(error)
      throw error
    }
  }

  deinit {
    if !isEstablishedKnown { established?.fail(ChannelError.ioOnClosedChannel) }
  }

  func setTimer(_ context: ChannelHandlerContext, _ delay: TimeAmount, _ fire: @escaping () -> Void) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay, fire)
  }

  func noteEstablished(_ result: Result<PeerCertificate?, any Error>) {
    guard !isEstablishedKnown else { return }
    isEstablishedKnown = true
    established?.completeWith(result)
  }
}

// MARK: Life

extension TLSHandler {
  public func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  public func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  public func handlerRemoved(context: ChannelHandlerContext) { end() }

  public func channelInactive(context: ChannelHandlerContext) {
    if phase == .handshaking || (phase == .open && !inputEnded) { streamEnded(context) }
    end()
    context.fireChannelInactive()
  }

  /// After this no call into libssl is made and nothing is owed to anybody.
  private func end() {
    phase = .closed
    timer?.cancel()
    noteEstablished(.failure(ChannelError.ioOnClosedChannel))
    failWrites(ChannelError.ioOnClosedChannel)
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard phase == .idle else { return }
    phase = .handshaking
    setTimer(context, limits.handshake) { [self] in
      guard phase == .handshaking else { return }
      abandon(context, TLSError(.timedOut, "the handshake took too long"))
    }
    // A server's first step needs what the client sends first.
    if isClient { shakeHands(context) }
  }

  func shakeHands(_ context: ChannelHandlerContext) {
    switch session.handshake() {
    case .done: open(context)
    case .needsInput: sendOutput(context)
    case .peerClosed: fail(context, TLSError(.truncated, "the peer closed during the handshake"))
    case .failed(let error): fail(context, error)
    }
  }

  private func open(_ context: ChannelHandlerContext) {
    do throws(TLSError) {
      peer = try session.checkPeer(pins: pins)
    } catch {
      // What waits in the output is our certificate and Finished: a peer we reject does not get them.
      return abandon(context, error)
    }
    phase = .open
    timer?.cancel()
    noteEstablished(.success(peer))
    context.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: nil))
    // In one piece with the end of the handshake: that is one waking of the peer instead of two.
    encryptPending(context)
    sendOutput(context)
    if session.mayRead { decrypt(context) }
  }

  /// Counts what comes before the handshake is over; false when that is too much.
  func admits(_ bytes: Int) -> Bool {
    bytesBeforeOpen += bytes
    return bytesBeforeOpen <= limits.handshakeBytes
  }

  /// Counts what libssl has to say to what it read (answers to KeyUpdates) while the peer does not read; false when that
  /// is too much. Unlike responses such answers do not wait for the channel to become writable.
  func admitsAnswers(_ context: ChannelHandlerContext) -> Bool {
    unreadAnswers = context.channel.isWritable ? 0 : unreadAnswers + session.outputCount
    return unreadAnswers <= limits.unreadAnswers
  }
}
