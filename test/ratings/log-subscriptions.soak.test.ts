// More stalling logs than are read at a time.
import './log-subscriptions.test.ts'
