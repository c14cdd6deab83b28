/** Maximum file size for transfers, 1 TiB: its chunk hashes (32 MiB) still fit into memory. */
export const MAX_FILE_BYTES = 2 ** 40
