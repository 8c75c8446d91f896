// expect: 'cells' is inaccessible due to 'fileprivate' protection level
@testable import Disclosure

func look(_ table: Bounded) -> [Int64] { table.cells }
