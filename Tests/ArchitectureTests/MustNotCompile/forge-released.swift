// expect: 'Released' initializer is inaccessible due to 'private' protection level
@testable import Disclosure
import Ledger
import ReleaseProtocol

func forge(_ charge: consuming Charge, _ tables: [NoisedTable]) -> Released {
  Released(charge, .londonSend1, tables)
}
