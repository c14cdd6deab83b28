// 20,000 names instead of 1,000.
import './safe-name.test.ts'
