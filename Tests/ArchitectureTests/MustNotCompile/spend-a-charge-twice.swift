// expect: 'charge' consumed more than once
import Disclosure
import Ledger
import ReleaseProtocol

func twice(
  _ tables: [Bounded], _ charge: consuming Charge, _ one: consuming DrawnNoise, _ other: consuming DrawnNoise
) throws -> [Released] {
  let first = try Gate.release(tables, of: .londonSend1, paying: charge, noise: one)
  let second = try Gate.release(tables, of: .londonSend1, paying: charge, noise: other)
  return [first, second]
}
