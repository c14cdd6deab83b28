// Ten minutes of failing disks; see disk-faults.test.ts.
import './disk-faults.test.ts'
