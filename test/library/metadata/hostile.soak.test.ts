// Larger bombs, and 12 rounds of damage instead of 4.
import './hostile.test.ts'
