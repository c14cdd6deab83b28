// 100,000 fuzz cases instead of 10,000.
import './query-fuzz.test.ts'
