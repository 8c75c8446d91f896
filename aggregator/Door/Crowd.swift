import NIOCore
import Synchronization

/// The connections of one port that have shown nothing yet, the longest waiting first. Where they become too many the
/// first gives way, so that a flood of idle or trickling connections costs a bounded memory and never a place: who has
/// just connected is the last to go, and an agent needs its place among strangers for one handshake only.
///
/// Shared by the event loops of a port.
final class Crowd: Sendable {
  private struct Place {
    let number: UInt64
    let channel: any Channel
  }

  private struct State {
    var places = CircularBuffer<Place>()
    var last: UInt64 = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: at least 1.
  init(limit: Int) { self.limit = limit }

  /// Takes the channel in at the end; closes the first where there are too many. A channel that closes has left.
  /// - Returns: the number to leave by.
  func enter(_ channel: any Channel) -> UInt64 {
    let (number, first) = state.withLock { state in
      state.last += 1
      state.places.append(Place(number: state.last, channel: channel))
      return (state.last, state.places.count > limit ? state.places.popFirst()?.channel : nil)
    }
    channel.closeFuture.whenComplete { [self] _ in leave(number) }
    first?.close(promise: nil)
    return number
  }

  /// Does nothing where the number has left already.
  func leave(_ number: UInt64) {
    state.withLock { state in
      guard let index = state.places.firstIndex(where: { $0.number == number }) else { return }
      _ = state.places.remove(at: index)
    }
  }

  /// Sends the channel to the end: it has been served, and waits anew.
  /// - Parameter number: left before, or gone with the channel: then nothing happens.
  func moveToEnd(_ number: UInt64) {
    state.withLock { state in
      guard let index = state.places.firstIndex(where: { $0.number == number }) else { return }
      state.places.append(state.places.remove(at: index))
    }
  }
}

/// The connections of one port: a crowd of strangers, and beside it a small crowd for each key that was proven. So a
/// stranger never takes a borough's place, and a borough never another's.
final class Crowds: Sendable {
  private let limits: DoorLimits
  private let strangers: Crowd
  private let known = Mutex<[String: Crowd]>([:])

  init(_ limits: DoorLimits) {
    self.limits = limits
    strangers = Crowd(limit: limits.strangers)
  }

  /// A new connection. It stays among the strangers until `proven`.
  func enter(_ channel: any Channel) -> UInt64 { strangers.enter(channel) }

  /// A stranger has been served.
  func served(_ number: UInt64) { strangers.moveToEnd(number) }

  /// A stranger has proven a key (hex SHA-256 of its SubjectPublicKeyInfo) that the port's authority certified, so there
  /// are as many keys as the authority gave certificates.
  func proven(_ key: String, _ channel: any Channel, number: UInt64) {
    strangers.leave(number)
    let crowd = known.withLock { known in
      if let crowd = known[key] { return crowd }
      let crowd = Crowd(limit: limits.ofOneKey)
      known[key] = crowd
      return crowd
    }
    _ = crowd.enter(channel)
  }
}
