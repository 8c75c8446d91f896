/// Faults of a rate card, in a folder that holds one with a first line in order.
enum RateCardDefects {
  static let all: [FolderDefect] = [
    second("rate-card-no-provider", 5, ",Day,120,Annual,2025-04-01,2026-03-31"),
    second("rate-card-unknown-stay", 5, "Fictional Lodge,Elsewhere,120,Annual,2025-04-01,2026-03-31"),
    second("rate-card-duplicate", 5, "Fictional House,Day,100,Annual,2025-04-01,2026-03-31"),
    second("rate-card-overlap", 5, "Fictional House,Day,120,Annual,2026-03-01,2027-03-31"),
    second("rate-card-gap", 0, "Fictional House,Day,120,Annual,2026-04-08,2027-03-31"),
    second("rate-card-no-fee", 5, "Fictional Lodge,Day,POA,Annual,2025-04-01,2026-03-31"),
    second("rate-card-inexact-fee", 5, "Fictional Lodge,Day,45k,Annual,2025-04-01,2026-03-31"),
    second("rate-card-no-period", 5, "Fictional Lodge,Day,120,,2025-04-01,2026-03-31"),
    second("rate-card-vat", 5, "Fictional Lodge,Day,120 inc VAT,Annual,2025-04-01,2026-03-31"),
    card("rate-card-fees-disagree", 5) { copy in
      let rows = ["Fictional House,Day,100,38,3800", "Fictional Lodge,Day,100,38,9999"]
      copy.put((["Provider,Stay,Weekly fee,Weeks,Annual fee"] + rows).map { $0 + "\r\n" }.joined(), name)
      copy.expect("rate-card-fees-disagree", name, rows: [3])
    },
    refused("rate-card-several-fees", rows: [1], "Provider,Stay,Fee,Price\r\nFictional House,Day,100,120\r\n"),
    refused(
      "rate-card-person-column", rows: [1],
      "Provider,Fee,Fee period,Surname\r\nFictional House,100,Annual,Fictional\r\n"),
    refused("rate-card-not-recognised", rows: [1], "Provider,Band\r\nFictional House,A\r\n"),
    refused("heading-row-missing", rows: [], "Fictional House,A\r\nFictional Lodge,B\r\n"),
    card("row-above-headings", 5) { copy in
      let last = "Fictional Lodge,Day,120,Annual,2025-04-01,2026-03-31"
      copy.put("\(last)\r\n\(headings)\r\n\(first)\r\n", name)
      copy.expect("row-above-headings", name, rows: [1])
    },
    card("no-rate-card", 2) { copy in
      copy.files = [:]
      copy.put("FICTIONAL\n", "notes.txt")
      copy.expect("no-rate-card")
      copy.expect("rate-card-file-not-read", "notes.txt")
    },
    card("rate-card-file-not-read", 0) { copy in
      copy.put("\(headings)\r\n\(first)\r\n", name)
      copy.put("FICTIONAL\n", "letter.pdf")
      copy.expect("rate-card-file-not-read", "letter.pdf")
    },
  ]

  private static let name = "rate_card.csv"
  private static let headings = "Provider,Stay,Fee,Fee period,Valid from,Valid to"
  private static let first = "Fictional House,Day,100,Annual,2025-04-01,2026-03-31"

  private static func card(
    _ code: String, _ exitCode: Int, _ change: @escaping @Sendable (inout BoroughCopy) -> Void
  ) -> FolderDefect {
    var defect = FolderDefect(code, exitCode) { copy in
      copy.files = [:]
      change(&copy)
      // The notice that every folder of the rehearsal has.
      copy.expect("rate-card-file-not-read", "READ-ME-FICTIONAL.txt")
      return true
    }
    defect.command = .rateCards
    return defect
  }

  /// In the second line after the headings.
  private static func second(_ code: String, _ exitCode: Int, _ line: String) -> FolderDefect {
    card(code, exitCode) { copy in
      copy.put("\(headings)\r\n\(first)\r\n\(line)\r\n", name)
      copy.expect(code, name, rows: [3])
    }
  }

  private static func refused(_ code: String, rows: [Int], _ text: String) -> FolderDefect {
    card(code, 2) { copy in
      copy.put(text, name)
      copy.expect(code, name, rows: rows)
    }
  }
}
