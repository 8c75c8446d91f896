// expect: 'noise' consumed more than once
import Disclosure
import Ledger
import ReleaseProtocol

func twice(
  _ tables: [Bounded], _ one: consuming Charge, _ other: consuming Charge, _ noise: consuming DrawnNoise
) throws -> [Released] {
  let first = try Gate.release(tables, of: .londonSend1, paying: one, noise: noise)
  let second = try Gate.release(tables, of: .londonSend1, paying: other, noise: noise)
  return [first, second]
}
