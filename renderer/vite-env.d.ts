declare module '*.css'
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  export default classes
}
declare module '@fontsource-variable/inter'
declare module '*?url' {
  const url: string
  export default url
}
declare module '*.md?raw' {
  const text: string
  export default text
}
