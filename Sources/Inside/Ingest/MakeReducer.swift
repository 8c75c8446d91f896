/// Makes the reducer of a return once its collection year is known.
struct MakeReducer {
  /// From the return's header; refused if that is not one of this borough's.
  let from: (HeaderRow?) throws(Refusal) -> CensusReducer
  /// For a return without a header, of which the year is known by its dates.
  let derived: (Int) throws(Refusal) -> CensusReducer
}
