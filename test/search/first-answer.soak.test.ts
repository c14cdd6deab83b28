// All queries instead of a third of them.
import './first-answer.test.ts'
