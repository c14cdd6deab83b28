// 200 real peers instead of 24.
import './crowd.test.ts'
