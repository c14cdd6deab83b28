// All commands, instead of two, write to a full disk and to a reader that goes away.
import './commands.test.ts'
