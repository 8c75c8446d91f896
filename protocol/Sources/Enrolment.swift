/// What a hub hands to a borough by another way than the network: where the hub is, how to know it, and a token.
///
/// Secret until used, because of the token. The description keeps it silent.
public struct Invitation: WireMessage, CustomStringConvertible, CustomReflectable {
  /// Name of the deployment; also the trust domain in `spiffe://<deployment>/agent/<borough>`.
  public let deployment: String
  public let borough: String
  /// The DNS name that the hub's certificate must carry.
  public let hubName: String
  /// Where to connect: a host name or an IP address.
  public let hubAddress: String
  public let enrolPort: Int
  public let agentPort: Int
  /// The deployment's root, PEM, one certificate.
  public let rootCertificate: String
  /// Hex SHA-256 of the hub's public key (DER SubjectPublicKeyInfo).
  public let hubPin: String
  /// Hex Ed25519 public key that signs receipts.
  public let receiptKey: String
  /// 40 hex digits, good for one enrolment; all zeros in a card that invites nobody (`isCard`).
  public let token: String
  /// UTC seconds.
  public let expiresAt: Int
  /// Says where the hub is and how to know it, and holds no secret: a borough with such a card enrols by its keys'
  /// fingerprint, read over the telephone.
  public var isCard: Bool { token == Self.noToken }
  public static let noToken = String(repeating: "0", count: 40)

  public init(
    deployment: String, borough: String, hubName: String, hubAddress: String, enrolPort: Int, agentPort: Int,
    rootCertificate: String, hubPin: String, receiptKey: String, token: String, expiresAt: Int
  ) {
    self.deployment = deployment
    self.borough = borough
    self.hubName = hubName
    self.hubAddress = hubAddress
    self.enrolPort = enrolPort
    self.agentPort = agentPort
    self.rootCertificate = rootCertificate
    self.hubPin = hubPin
    self.receiptKey = receiptKey
    self.token = token
    self.expiresAt = expiresAt
  }

  public var json: JSON {
    .object([
      "agentPort": .integer(agentPort),
      "borough": .string(borough),
      "deployment": .string(deployment),
      "enrolPort": .integer(enrolPort),
      "expiresAt": .integer(expiresAt),
      "hubAddress": .string(hubAddress),
      "hubName": .string(hubName),
      "hubPin": .string(hubPin),
      "receiptKey": .string(receiptKey),
      "rootCertificate": .string(rootCertificate),
      "token": .string(token),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(
      json, "invitation",
      members: [
        "agentPort", "borough", "deployment", "enrolPort", "expiresAt", "hubAddress", "hubName", "hubPin",
        "receiptKey", "rootCertificate", "token",
      ])
    self.init(
      deployment: try fields.string("deployment", .deployment), borough: try fields.string("borough", .borough),
      hubName: try fields.string("hubName", .hostName), hubAddress: try fields.string("hubAddress", .address),
      enrolPort: try fields.integer("enrolPort", in: 1...65_535),
      agentPort: try fields.integer("agentPort", in: 1...65_535),
      rootCertificate: try fields.string("rootCertificate", .pem("CERTIFICATE", 1...1)),
      hubPin: try fields.string("hubPin", .hex(64)), receiptKey: try fields.string("receiptKey", .hex(64)),
      token: try fields.string("token", .hex(40)), expiresAt: try fields.integer("expiresAt", in: Wire.times))
  }

  public var description: String { "Invitation(\(deployment), \(borough), …)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A borough's first message: its token, its certificate request and the key that will sign its releases.
public struct EnrolRequest: WireMessage, CustomStringConvertible, CustomReflectable {
  public let borough: String
  public let token: String
  /// PKCS #10, PEM, ECDSA P-256. The names in it are ignored.
  public let certificateRequest: String
  /// Hex Ed25519 public key.
  public let identityKey: String

  public init(borough: String, token: String, certificateRequest: String, identityKey: String) {
    self.borough = borough
    self.token = token
    self.certificateRequest = certificateRequest
    self.identityKey = identityKey
  }

  public var json: JSON {
    .object([
      "borough": .string(borough), "certificateRequest": .string(certificateRequest),
      "identityKey": .string(identityKey), "token": .string(token),
    ])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "enrolRequest", members: ["borough", "certificateRequest", "identityKey", "token"])
    self.init(
      borough: try fields.string("borough", .borough), token: try fields.string("token", .hex(40)),
      certificateRequest: try fields.string("certificateRequest", .pem("CERTIFICATE REQUEST", 1...1)),
      identityKey: try fields.string("identityKey", .hex(64)))
  }

  /// Silent, because the token is a secret until used.
  public var description: String { "EnrolRequest(\(borough), …)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A request for a certificate for a new key, made over a connection with the old one. Who asks is known from that.
public struct RenewRequest: WireMessage {
  /// PKCS #10, PEM, ECDSA P-256. The names in it are ignored.
  public let certificateRequest: String

  public init(certificateRequest: String) { self.certificateRequest = certificateRequest }

  public var json: JSON { .object(["certificateRequest": .string(certificateRequest)]) }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "renewRequest", members: ["certificateRequest"])
    certificateRequest = try fields.string("certificateRequest", .pem("CERTIFICATE REQUEST", 1...1))
  }
}

/// The hub's answer to an enrolment or a renewal.
public struct EnrolReply: WireMessage {
  /// PEM: the borough's certificate, then the issuing one.
  public let certificate: String
  /// Key id of the enrolled signing key, as it will stand in envelopes.
  public let identityKeyID: String

  public init(certificate: String, identityKeyID: String) {
    self.certificate = certificate
    self.identityKeyID = identityKeyID
  }

  public var json: JSON {
    .object(["certificate": .string(certificate), "identityKeyID": .string(identityKeyID)])
  }

  public init(json: JSON) throws(WireError) {
    let fields = try Fields(json, "enrolReply", members: ["certificate", "identityKeyID"])
    self.init(
      certificate: try fields.string("certificate", .pem("CERTIFICATE", 2...3)),
      identityKeyID: try fields.string("identityKeyID", .hex(16)))
  }
}
