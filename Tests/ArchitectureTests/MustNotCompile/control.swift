// Compiles: the honest path through the gate.
import Disclosure
import Ledger
import ReleaseProtocol

func honest(
  _ tables: [Bounded], _ ledger: Ledger, _ request: SpendRequest, _ noise: consuming DrawnNoise
) throws -> Released {
  let charge = try ledger.debit(request, keeping: Gate.seal(noise, for: tables, of: .londonSend1))
  return try Gate.release(tables, of: .londonSend1, paying: charge)
}
