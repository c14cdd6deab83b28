// 200 real peers instead of 24.
import './idle-readers.test.ts'
