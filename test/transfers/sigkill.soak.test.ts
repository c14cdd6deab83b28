// 200 kills instead of 10.
import './sigkill.test.ts'
