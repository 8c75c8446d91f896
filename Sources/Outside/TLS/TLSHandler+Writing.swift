public import NIOCore

extension TLSHandler {
  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch phase {
    case .idle, .handshaking, .open: pending.append((unwrapOutboundIn(data), promise))
    case .closing: promise?.fail(ChannelError.outputClosed)
    case .closed: promise?.fail(ChannelError.ioOnClosedChannel)
    }
  }

  public func flush(context: ChannelHandlerContext) {
    pending.mark()
    encryptPending(context)
  }

  public func channelWritabilityChanged(context: ChannelHandlerContext) {
    encryptPending(context)
    context.fireChannelWritabilityChanged()
  }

  /// Encrypts what has been flushed for as long as the channel takes it. What remains waits as plaintext, so that
  /// a large body lies in memory once, and goes on when the channel becomes writable.
  func encryptPending(_ context: ChannelHandlerContext) {
    guard !isEncrypting else { return }
    isEncrypting = true
    while canEncrypt, pending.hasMark, context.channel.isWritable {
      while canEncrypt, pending.hasMark, session.outputCount < 1 << 16 { encryptRecord(context) }
      sendOutput(context)
    }
    isEncrypting = false
    if phase == .closing, !outputEnded, !pending.hasMark { finishClosing(context) }
  }

  private var canEncrypt: Bool { phase == .open || (phase == .closing && !outputEnded) }

  /// One record of up to 16 KiB, gathered from as many writes as fit.
  private func encryptRecord(_ context: ChannelHandlerContext) {
    let size = 1 << 14
    // What fills a record by itself, or stands alone, is not copied.
    var record = ByteBuffer()
    while pending.hasMark, record.readableBytes < size {
      let front = pending.startIndex
      let count = min(size - record.readableBytes, pending[front].bytes.readableBytes)
      if count > 0, var slice = pending[front].bytes.readSlice(length: count) {
        if record.readableBytes == 0 { record = slice } else { record.writeBuffer(&slice) }
      }
      if pending[front].bytes.readableBytes == 0, let promise = pending.removeFirst().promise {
        encrypted.append(promise)
      }
    }
    guard record.readableBytes > 0 else { return }
    if case .failed(let error) = session.write(record) { fail(context, error) }
  }

  /// Sends what libssl wants sent, and ties the promises of encrypted writes to it.
  func sendOutput(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>? = nil) {
    let waiting = encrypted + (promise.map { [$0] } ?? [])
    encrypted = []
    let output = session.takeOutput(context.channel.allocator)
    guard output != nil || !waiting.isEmpty else { return }
    for follower in waiting.dropFirst() { waiting[0].futureResult.cascade(to: follower) }
    context.writeAndFlush(wrapOutboundOut(output ?? ByteBuffer()), promise: waiting.first)
  }

  /// Fails what will not be sent. `exceptEncrypted` spares the writes whose ciphertext is still to go out.
  func failWrites(_ error: any Error, exceptEncrypted: Bool = false) {
    if !exceptEncrypted {
      let waiting = encrypted
      encrypted = []
      for promise in waiting { promise.fail(error) }
    }
    while let write = pending.popFirst() { write.promise?.fail(error) }
  }
}
