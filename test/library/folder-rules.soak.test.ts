// 10,000 files instead of 1,600.
import './folder-rules.test.ts'
