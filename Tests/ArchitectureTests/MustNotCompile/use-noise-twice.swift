// expect: 'noise' consumed more than once
import Disclosure
import Ledger
import ReleaseProtocol

func twice(_ tables: [Bounded], _ others: [Bounded], _ noise: consuming DrawnNoise) throws {
  _ = try Gate.seal(noise, for: tables, of: .londonSend1)
  _ = try Gate.seal(noise, for: others, of: .londonSend1)
}
