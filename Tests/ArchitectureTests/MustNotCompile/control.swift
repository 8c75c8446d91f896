// Compiles: the honest path through the gate.
import Disclosure
import Ledger
import ReleaseProtocol

func honest(_ tables: [Bounded], _ charge: consuming Charge, _ noise: consuming DrawnNoise) throws -> Released {
  try Gate.release(tables, of: .londonSend1, paying: charge, noise: noise)
}
