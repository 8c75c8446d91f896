/// Who a fictional person is on paper. Nobody could take it for real: the name says fictional, the UPN belongs to
/// authority 999 and the postcode to no place.
struct Identity {
  let upn: String
  /// Ten digits, from age 16 on.
  let uln: String
  let surname: String
  let forename: String
  let birthDay: Int
  let sex: String
  let ethnicity: String
  let postcode: String

  /// - Parameter number: distinct for each person of the world, below 10⁹.
  init(number: Int, birthYear: Int, birthMonth: Int, hasLearnerNumber: Bool, seed: UInt64) {
    var random = RandomSource(seed: seed, stream: .identity, index: number)
    // 387420489 shares no factor with 10⁹, so numbers stay distinct.
    let digits = "999" + Self.nine((number * 387_420_489 + 123_456_789) % 1_000_000_000)
    upn = Self.checkLetter(digits) + digits
    uln = hasLearnerNumber ? "9" + Self.nine((number * 387_420_489 + 7) % 1_000_000_000) : ""
    surname = "Fictional-" + random.pick(Self.surnames)
    forename = "Invented-" + random.pick(Self.forenames)
    birthDay = Years.day(birthYear, birthMonth, random.pick(1...28))
    sex = random.chance(0.715) ? "M" : "F"
    ethnicity = random.pick(Self.ethnicities)
    postcode = "ZZ99 \(random.below(10))\(random.pick(Self.letters))\(random.pick(Self.letters))"
  }

  private static func nine(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: 9 - text.utf8.count) + text
  }

  /// First letter of a UPN: weights 2 to 13, remainder of 23, letters without I, O and S.
  private static func checkLetter(_ digits: String) -> String {
    let sum = zip(digits.utf8, 2...).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
    return checkLetters[sum % 23]
  }

  private static let checkLetters = "ABCDEFGHJKLMNPQRTUVWXYZ".map { String($0) }
  private static let letters = "ABDEFGHJLNPQRSTUWXYZ".map { String($0) }
  private static let surnames = [
    "Alder", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Elder", "Fir", "Hawthorn", "Hazel", "Holly", "Juniper",
    "Larch", "Lime", "Maple", "Oak", "Pine", "Plane", "Poplar", "Rowan", "Spruce", "Walnut", "Willow", "Yew",
  ]
  private static let forenames = [
    "Amber", "Azure", "Coral", "Crimson", "Ebony", "Emerald", "Hazel", "Indigo", "Ivory", "Jade", "Lilac", "Olive",
    "Pearl", "Ruby", "Russet", "Saffron", "Sage", "Scarlet", "Sienna", "Silver", "Teal", "Umber", "Violet",
  ]
  private static let ethnicities = [
    "WBRI", "WBRI", "WBRI", "WOTH", "WIRI", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB",
    "BAFR", "BAFR", "BOTH", "CHNE", "OOTH", "NOBT",
  ]
}
