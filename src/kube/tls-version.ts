/** The oldest TLS version a connection may use. Each place of a system has its own word for it; this enum is written in the right one. */
export enum TlsVersion {
  /** TLS 1.2 or newer. */
  V1_2 = '1.2',
  /** TLS 1.3 only. */
  V1_3 = '1.3',
}
