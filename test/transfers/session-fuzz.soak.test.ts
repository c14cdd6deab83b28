// 100,000 messages instead of 50,000.
import './session-fuzz.test.ts'
