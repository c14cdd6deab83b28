// Three seeds instead of one, and the attacks that take longer.
import './attacks.test.ts'
