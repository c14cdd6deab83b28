export const KERNEL_CODE: string
export function compileKernel(): Promise<string>
