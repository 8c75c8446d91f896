// expect: 'Charge' initializer is inaccessible due to 'fileprivate' protection level
@testable import Ledger

func forge() -> Charge { Charge(release: "", planHash: "", lines: [], sealed: []) }
