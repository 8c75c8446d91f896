// expect: 'Seal' initializer is inaccessible due to '@_spi' protection level
import Ledger

/// Noise of one's own making, or none.
func forge() -> Seal { Seal([]) }
