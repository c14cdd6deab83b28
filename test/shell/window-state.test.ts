import { describe, expect, it } from 'vitest'
import { MIN_SIZE, parseWindowState, placeWindow } from '../../main/shell/electron/window/window-state.ts'

const left = { x: 0, y: 0, width: 1920, height: 1040 }
const right = { x: 1920, y: 0, width: 1280, height: 984 }
const at = (x: number, y: number, width = 1000, height = 700) => ({ x, y, width, height, maximized: false })

describe('placeWindow', () => {
  it('restores the position', () => {
    expect(placeWindow(at(200, 100), [left, right])).toEqual(at(200, 100))
    expect(placeWindow(at(2000, 50), [left, right])).toMatchObject({ x: 2000, y: 50 })
    expect(placeWindow({ ...at(200, 100), maximized: true }, [left])).toMatchObject({ maximized: true })
  })

  it.each([
    ['on a screen that is gone', at(2000, 50)],
    ['above the screen', at(100, -400)],
    ['below the screen', at(100, 1035)],
    ['almost wholly to the left', at(-950, 100)],
    ['almost wholly to the right', at(1900, 100)],
  ])('lets the system place a window that was %s', (_name, saved) => {
    const place = placeWindow(saved, [left])
    expect(place.x).toBeUndefined()
    expect(place.y).toBeUndefined()
    expect(place.width).toBe(1000)
  })

  it('keeps a window within its screen and above the smallest size', () => {
    expect(placeWindow(at(0, 0, 5000, 4000), [left])).toMatchObject({ width: 1920, height: 1040 })
    expect(placeWindow(at(0, 0, 10, 10), [left])).toMatchObject(MIN_SIZE)
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toMatchObject({
      width: 1024,
      height: 700,
    })
    expect(placeWindow(undefined, [])).toMatchObject({ maximized: false })
  })
})

describe('parseWindowState', () => {
  it('parses its own output', () => {
    expect(parseWindowState(JSON.stringify(at(1, 2)))).toEqual(at(1, 2))
  })
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"x":1,"y":2,"width":"3","height":4}',
    '{"x":1,"y":2,"width":-3,"height":4}',
    '{"x":1e999,"y":2,"width":3,"height":4}',
    '{"x":1',
  ])('takes nothing from %j', (text) => {
    expect(parseWindowState(text)).toBeUndefined()
  })
})
