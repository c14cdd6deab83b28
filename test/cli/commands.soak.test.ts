// Every command works, fails, writes to a full disk and to a reader that goes away, instead of some.
import './commands.test.ts'
