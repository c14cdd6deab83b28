// Three seeds instead of one.
import './attacks.test.ts'
