import { serveJobs } from '../../base/worker-messages.ts'
import { runDrawing, type DrawingJob } from './drawing-job.ts'

serveJobs<DrawingJob, ReturnType<typeof runDrawing>>((job) => ({ reply: runDrawing(job) }))
