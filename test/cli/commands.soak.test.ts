// All commands, instead of two, write to a full disk and to a reader that goes away, and search alone, too.
import './commands.test.ts'
import './community.test.ts'
