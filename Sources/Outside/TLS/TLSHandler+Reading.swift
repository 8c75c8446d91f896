public import NIOCore

extension TLSHandler {
  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let ciphertext = unwrapInboundIn(data)
    guard phase == .handshaking || phase == .open, !inputEnded else { return }
    guard session.receive(ciphertext) else {
      return fail(context, TLSError(.protocolFault, "no memory for what the peer sent"))
    }
    if phase == .handshaking {
      guard admits(ciphertext.readableBytes) else {
        return fail(context, TLSError(.protocolFault, "the peer's handshake is too large"))
      }
      shakeHands(context)
    } else {
      decrypt(context)
    }
  }

  public func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    // Upstream asked for bytes and got none (half a record, a handshake, a lingering close): ask again for it.
    if !deliveredSinceRead { context.read() }
    deliveredSinceRead = false
  }

  /// Reads all plaintext there is, delivers it, and only then acts on how the reading ended.
  func decrypt(_ context: ChannelHandlerContext) {
    let portion = 1 << 18
    while phase == .open, !inputEnded, session.mayRead {
      var plain = context.channel.allocator.buffer(capacity: 1 << 14)
      var ending: TLSSession.Outcome?
      while ending == nil, plain.readableBytes < portion {
        let outcome = session.read(into: &plain)
        if case .done = outcome { continue }
        ending = outcome
      }
      guard admitsAnswers(context) else {
        return abandon(context, TLSError(.protocolFault, "the peer asks for answers and does not read them"))
      }
      sendOutput(context)
      if plain.readableBytes > 0 {
        deliveredSinceRead = true
        context.fireChannelRead(wrapInboundOut(plain))
      }
      switch ending {
      case nil: continue
      case .needsInput, .done: return
      case .peerClosed: return peerClosed(context)
      case .failed(let error): return fail(context, error)
      }
    }
  }

  private func peerClosed(_ context: ChannelHandlerContext) {
    guard !inputEnded else { return }
    inputEnded = true
    guard phase == .open else { return }
    if (try? context.channel.syncOptions?.getOption(.allowRemoteHalfClosure)) == true {
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    } else {
      beginClosing(context)
    }
  }

  public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
    switch event {
    case .inputClosed: streamEnded(context)
    case .outputClosed: break  // our own doing, in `finishClosing`
    }
  }

  /// TCP has no more bytes. After close_notify that is in order; before it, libssl calls it a truncation.
  func streamEnded(_ context: ChannelHandlerContext) {
    switch phase {
    case .idle, .closed: break
    case .handshaking:
      session.receiveEnd()
      inputEnded = true
      fail(context, TLSError(.truncated, "the peer closed during the handshake"))
    case .open:
      guard !inputEnded else { return }
      session.receiveEnd()
      decrypt(context)
    case .closing:
      inputEnded = true
      if outputEnded { context.close(promise: nil) }
    }
  }
}
