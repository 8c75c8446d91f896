/// Text as HTML. Everything that is not a literal of this module goes through `text`.
enum HTML {
  /// Escapes for element content and for attribute values in double quotes.
  static func text(_ raw: String) -> String {
    var out = ""
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
