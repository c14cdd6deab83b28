// 64 real peers instead of 24: as many strangers as a node has places for.
import './idle-readers.test.ts'
