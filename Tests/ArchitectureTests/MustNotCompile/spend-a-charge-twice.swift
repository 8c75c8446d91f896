// expect: 'charge' consumed more than once
import Disclosure
import Ledger
import ReleaseProtocol

func twice(_ tables: [Bounded], _ charge: consuming Charge) throws -> [Released] {
  let first = try Gate.release(tables, of: .londonSend1, paying: charge)
  let second = try Gate.release(tables, of: .londonSend1, paying: charge)
  return [first, second]
}
