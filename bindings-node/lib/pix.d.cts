/** What a key is. */
export type KeyKind = "cpf" | "cnpj" | "phone" | "email" | "evp";

/** What a code is for. */
export type CodeKind =
  "static" | "dynamic" | "static+recurrence" | "dynamic+recurrence" | "recurrence_only";

/** A document: its canonical text, and as people write it. It is personal data. */
export interface Document {
  readonly text: string;
  readonly masked: string;
}

/** What a receiver is known by. It is personal data. */
export interface Key {
  readonly text: string;
  readonly kind: KeyKind;
  /** Whether a receiver in Brazil can have it: a phone is then one of +55. */
  readonly brazilian: boolean;
}

/** What a receiver knows a payment by. */
export interface Txid {
  readonly text: string;
  /** At most 25 characters. */
  readonly fits_static_code: boolean;
  /** 26 to 35 characters. */
  readonly fits_charge: boolean;
}

/** The id of a Pix, or of money that goes back. */
export interface SettlementId {
  readonly text: string;
  /** The participant that made it. */
  readonly ispb: string;
  /** The minute that stands in it, as RFC 3339 in UTC. */
  readonly minute: string;
}

/** A template of 80 to 99, which others may use for their own ends. */
export interface UnreservedTemplate {
  id: string;
  value: string;
}

/**
 * What stands in a text that is meant to be a code, and all that is wrong with it. Fields are as they
 * are written, whether they are right or not; `null` is none. Nothing is read from a text whose fields
 * cannot be told apart.
 */
export interface BrCode {
  /** Whether it is a code to the letter. */
  valid: boolean;
  /** Whether it can be paid: valid, but for a check value in lower case. */
  accepted: boolean;
  /** Why its fields cannot be told apart, `length_overflow:root:26` for example. */
  structure: string[];
  /** What became of its check value. */
  crc: "right" | "lowercase" | "mismatch" | "missing";
  /** Where it says something else than Pix asks for, `59_over_25` for example. */
  conformance: string[];
  /** What is allowed and still worth a look. */
  warnings: string[];
  kind: CodeKind | null;
  point_of_initiation: string | null;
  account_id: string | null;
  gui: string | null;
  key: string | null;
  key_kind: KeyKind | null;
  description: string | null;
  /** The ISPB of who hands out the cash of a withdrawal. */
  fss: string | null;
  /** Where the charge of a dynamic code stands, without a scheme. */
  url: string | null;
  mcc: string | null;
  /** In a dynamic code it only informs. */
  amount: { amount: string; currency: string } | null;
  amount_text: string | null;
  merchant_name: string | null;
  merchant_city: string | null;
  postal_code: string | null;
  /** `***` for none. */
  txid: string | null;
  recurrence_id: string | null;
  recurrence_url: string | null;
  unreserved: UnreservedTemplate[];
}

/** Who receives, as a payer is shown. Accents are taken off. */
export interface Receiver {
  /** 1 to 25 characters. */
  merchant_name: string;
  /** 1 to 15 characters. */
  merchant_city: string;
  /** A CEP of 8 digits. */
  postal_code?: string | undefined;
}

/** The parts that static and dynamic codes have. */
export interface CodeParts extends Receiver {
  /** In BRL, `"120.00"` for example. */
  amount?: string | undefined;
  /** `11` for a code that is reusable, `12` for one that is used once. */
  point_of_initiation?: "11" | "12" | undefined;
  /** Where a recurrence (Pix Automático) stands that is offered with it. */
  recurrence_url?: string | undefined;
  unreserved?: readonly UnreservedTemplate[] | undefined;
}

/** The parts of a static code. */
export interface StaticCodeParts extends CodeParts {
  /** As people write it; a phone is one of Brazil, +55. */
  key: string;
  /** 1 to 25 letters and digits. */
  txid?: string | undefined;
  /** What room the key leaves of 73 characters. */
  description?: string | undefined;
  /** The ISPB of who hands out the cash of a withdrawal; the amount may then be 0. */
  fss?: string | undefined;
}

/** The parts of a dynamic code. */
export interface DynamicCodeParts extends CodeParts {
  /** Where the charge stands: the field `location` of the Pix API, without a scheme. */
  url: string;
}

/** The parts of a code for a recurrence alone. */
export interface RecurrenceCodeParts extends Receiver {
  recurrence_url: string;
}

/**
 * Pix, the instant payments of the Central Bank of Brazil, as far as no bank has to be asked. What is
 * not of its form throws InvalidError with the name of what it is as its path; no error holds a
 * document, a key or a name.
 *
 * @example
 * const code = pix.staticCode({
 *   key: "+55 21 91234-5678",
 *   merchant_name: "Circo Voador",
 *   merchant_city: "Rio de Janeiro",
 *   amount: "120.00",
 * });
 * const picture = pix.svg(code);
 */
export declare const pix: {
  /** 11 digits, bare or with the mask. */
  parseCpf(this: void, text: string): Document;
  /** 12 digits or letters and 2 check digits, bare or with the mask. */
  parseCnpj(this: void, text: string): Document;
  /** A key of any kind. 11 digits are a CPF, never a phone: a phone has its `+`. */
  parseKey(this: void, text: string): Key;
  /** 1 to 35 letters and digits. */
  parseTxid(this: void, text: string): Txid;
  /** The id of a Pix, the same at both ends: `E` and 31 characters. */
  parseEndToEndId(this: void, text: string): SettlementId;
  /** The id of money that goes back (*devolução*): `D` and 31 characters. */
  parseRtrId(this: void, text: string): SettlementId;
  /** A code with a key, which any number of payments can follow. */
  staticCode(this: void, parts: StaticCodeParts): string;
  /** A code with a URL, behind which a charge stands. */
  dynamicCode(this: void, parts: DynamicCodeParts): string;
  /** A code for a recurrence alone (Pix Automático); nothing is paid now. */
  recurrenceCode(this: void, parts: RecurrenceCodeParts): string;
  /** Reads any text as a code. Nothing is trimmed or mended: trim what was pasted. */
  read(this: void, code: string): BrCode;
  /** The QR code of a valid code, as SVG without a size of its own. */
  svg(this: void, code: string): string;
  /** The QR code of a valid code, as PNG with 1 to 64 pixels a module, 8 when left out. */
  png(this: void, code: string, modulePixels?: number): Buffer;
  /**
   * The QR code of a valid code as text to print in a terminal: black on white whatever its theme (ANSI
   * escape codes), in half blocks. Each line ends with a line feed.
   */
  terminal(this: void, code: string): string;
  /** The last day, in São Paulo, on which a Pix that settled then may be given back: the 90th. */
  lastRefundDay(this: void, settledAt: string | Date): string;
  /** Whether a Pix that settled then may be given back now. */
  isRefundable(this: void, settledAt: string | Date, now: string | Date): boolean;
};
