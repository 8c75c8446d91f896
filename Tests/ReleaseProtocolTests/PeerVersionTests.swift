import ReleaseProtocol
import Testing

@Suite struct PeerVersionTests {
  @Test(arguments: ["0.1.0 1-1", "1.2.3-rc+4 1-2", "x 999-1000"]) func whatIsSaidIsRead(text: String) {
    #expect(PeerVersion(text)?.text == text)
  }

  @Test(arguments: [
    "", "0.1.0", "0.1.0 1", "0.1.0 0-1", "0.1.0 2-1", "0.1.0 1-1001", "0.1.0  1-1", "0.1.0 1-1 ", "0.1.0 01-1", "0.1.0 +1-1",
    "0.1.0 1--1", "0.1.0\n 1-1", "<b> 1-1", "a b 1-1", "é 1-1", "0.1.0 1-99999999999999999999",
    String(repeating: "1", count: 33) + " 1-1",
  ]) func anythingElseIsNoVersion(text: String) {
    #expect(PeerVersion(text) == nil)
  }
}
