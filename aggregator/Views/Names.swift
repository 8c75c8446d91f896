/// Words for the codes of the closed sets, in the sets' order.
struct Name {
  let long: String
  let short: String

  private init(_ long: String, _ short: String) { (self.long, self.short) = (long, short) }

  static let phases = [
    Name("Early years", "0 to 3"), Name("Primary", "4 to 10"), Name("Secondary", "11 to 15"),
    Name("Post-16", "16 to 18"), Name("Post-19", "19 to 25"),
  ]

  static let needs = [
    Name("Autistic spectrum disorder", "ASD"), Name("Speech, language and communication needs", "SLCN"),
    Name("Social, emotional and mental health", "SEMH"), Name("Moderate learning difficulty", "MLD"),
    Name("Severe learning difficulty", "SLD"), Name("Profound and multiple learning difficulty", "PMLD"),
    Name("Specific learning difficulty", "SPLD"), Name("Hearing impairment", "HI"), Name("Vision impairment", "VI"),
    Name("Multi-sensory impairment", "MSI"), Name("Physical disability", "PD"),
    Name("Other, Down syndrome or unknown", "OTH"),
  ]

  static let sectors = [
    Name("Mainstream school", "MS"), Name("Resourced provision or SEN unit", "RP"), Name("State special school", "SS"),
    Name("Independent or non-maintained", "IN"), Name("Further education, specialist post-16", "FE"),
    Name("Other", "OT"),
  ]
}
