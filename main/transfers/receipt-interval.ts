/**
 * Long transfers sign a receipt after their first chunk and then each time so many bytes have come: who never signs the
 * end costs the provider little.
 */
export const RECEIPT_INTERVAL_BYTES = 64 * 1024 * 1024
