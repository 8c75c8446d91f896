public import NIOCore

extension TLSHandler {
  public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if mode == .input {
      // Not passed down: the input's end below us would look like a truncation.
      promise?.succeed()
      guard phase == .open, !inputEnded else { return }
      inputEnded = true
      return context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
    switch phase {
    case .idle, .handshaking:
      phase = .closed
      failWrites(ChannelError.ioOnClosedChannel)
      context.close(promise: promise)
    case .open, .closing:
      if let promise { context.channel.closeFuture.cascade(to: promise) }
      if phase == .open { beginClosing(context) }
    case .closed:
      context.close(promise: promise)
    }
  }

  /// Lets what was flushed go out, then says goodbye.
  func beginClosing(_ context: ChannelHandlerContext) {
    phase = .closing
    encryptPending(context)
    if !outputEnded { setTimer(context, limits.drain) { context.close(promise: nil) } }
  }

  /// Everything is encrypted: close_notify, the end of our TCP stream, and a limited wait for the peer's end.
  func finishClosing(_ context: ChannelHandlerContext) {
    outputEnded = true
    failWrites(ChannelError.outputClosed, exceptEncrypted: true)
    session.sendCloseNotify()
    endStream(context)
  }

  /// Gives up: the alert goes out, upstream hears why, and the channel closes.
  func fail(_ context: ChannelHandlerContext, _ error: TLSError) {
    guard phase != .closed, !(phase == .closing && outputEnded) else { return }
    phase = .closing
    outputEnded = true
    noteEstablished(.failure(error))
    failWrites(error)
    context.fireErrorCaught(error)
    endStream(context)
  }

  /// Gives up without another byte to the peer.
  func abandon(_ context: ChannelHandlerContext, _ error: TLSError) {
    phase = .closed
    noteEstablished(.failure(error))
    failWrites(error)
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }

  /// Sends the last bytes and ends our direction. Closing at once while the peer still sends would make the kernel
  /// answer with RST, which can destroy the last bytes (an alert, a response) before the peer has read them. So the
  /// rest of the input is read and dropped until the peer ends too, or `linger` is over.
  private func endStream(_ context: ChannelHandlerContext) {
    let sent = context.eventLoop.makePromise(of: Void.self)
    var isSent = false
    sendOutput(context, promise: sent)
    sent.futureResult.assumeIsolated().whenComplete { [self] result in
      isSent = true
      guard phase == .closing else { return }
      if case .failure = result { return context.close(promise: nil) }
      if inputEnded { return context.close(promise: nil) }
      setTimer(context, limits.linger) { context.close(promise: nil) }
      context.close(mode: .output, promise: nil)
      context.read()
    }
    if !isSent { setTimer(context, limits.drain) { context.close(promise: nil) } }
  }
}
