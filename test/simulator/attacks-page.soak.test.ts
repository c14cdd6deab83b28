// Every row of the table instead of two.
import './attacks-page.test.ts'
