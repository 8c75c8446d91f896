import ArgumentParser

/// Which layouts the boroughs' finance extracts have.
enum FinanceChoice: ExpressibleByArgument, Equatable {
  /// Of the layout that is read without a map, and nothing besides.
  case usual
  /// Each layout in turn.
  case all
  /// One for all boroughs.
  case one(FinanceLayout)

  init?(argument: String) {
    switch argument {
    case "usual": self = .usual
    case "all": self = .all
    default:
      guard let layout = FinanceLayout(rawValue: argument) else { return nil }
      self = .one(layout)
    }
  }

  static var allValueStrings: [String] {
    ["usual", "all"] + FinanceLayout.allCases.filter { $0 != .usual }.map(\.rawValue)
  }

  func layout(of borough: Int) -> FinanceLayout {
    switch self {
    case .usual: .usual
    case .all: FinanceLayout.allCases[borough % FinanceLayout.allCases.count]
    case .one(let layout): layout
    }
  }
}
