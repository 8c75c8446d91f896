internal import CSandbox

/// The seccomp filter: a program of the classic Berkeley packet filter over `struct seccomp_data`,
/// which the kernel runs before each system call (kernel documentation, seccomp_filter).
///
///     load architecture (offset 4);  not ours: kill the process
///     load number (offset 0);        x32's numbers, on x86_64: EPERM
///     each denied number:            EPERM
///     allow
enum SocketFilter {
  /// By name, since numbers differ between architectures.
  static let denied: [Int32] = [
    // New sockets, and use of those that were inherited.
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_recvmsg, SYS_recvmmsg,
    // io_uring makes sockets without these calls.
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    // Another process could be made to do it, or could give its sockets.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd, SYS_bpf,
  ]

  /// Bit 30 marks calls of the x32 ABI, which come with the architecture word of x86_64.
  static let x32Bit: UInt32 = 0x4000_0000

  static func program(architecture: UInt32) -> [sock_filter] {
    let refuse = answer(UInt32(SECCOMP_RET_ERRNO) | UInt32(EPERM))
    var program = [
      load(offset: 4), jump(UInt16(BPF_JEQ), architecture, ifTrue: 1), answer(0x8000_0000),  // SECCOMP_RET_KILL_PROCESS
      load(offset: 0), jump(UInt16(BPF_JGE), x32Bit, ifFalse: 1), refuse,
    ]
    for number in denied {
      program += [jump(UInt16(BPF_JEQ), UInt32(bitPattern: number), ifFalse: 1), refuse]
    }
    return program + [answer(UInt32(SECCOMP_RET_ALLOW))]
  }

  private static func load(offset: UInt32) -> sock_filter {
    sock_filter(code: UInt16(BPF_LD | BPF_W | BPF_ABS), jt: 0, jf: 0, k: offset)
  }

  private static func jump(_ test: UInt16, _ value: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0) -> sock_filter {
    sock_filter(code: UInt16(BPF_JMP | BPF_K) | test, jt: ifTrue, jf: ifFalse, k: value)
  }

  private static func answer(_ value: UInt32) -> sock_filter {
    sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: value)
  }
}
