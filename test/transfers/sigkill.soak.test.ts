// 200 kills instead of 3.
import './sigkill.test.ts'
