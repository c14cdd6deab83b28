import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** 藍, Japanese indigo: the one accent of the app. */
const indigo: MantineColorsTuple = ['#eef2fc', '#dce4f7', '#b8c7ee', '#92a9e5', '#7190dd', '#5a7dd6', '#4a6bcd', '#3554b5', '#2c4799', '#213778']

const FONTS = "'Inter Variable', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', 'Noto Sans JP', system-ui, sans-serif"

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    indigo,
    dark: ['#d3d7de', '#b4bac5', '#9aa2af', '#6b7380', '#3b414c', '#2f343d', '#262a32', '#1c1f25', '#16181d', '#101216'],
  },
  fontFamily: FONTS,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  headings: { fontFamily: FONTS, fontWeight: '650' },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, multiline: true, maw: 380, fz: 'xs' }, classNames: { tooltip: 'tooltip' } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', width: 260, withInitialFocusPlaceholder: false } },
    // In a landmark of its own, so that screen readers find menus and messages.
    Portal: { defaultProps: { target: '#overlays' } },
    ModalRoot: { defaultProps: { centered: true, radius: 'lg' } },
    ModalOverlay: { defaultProps: { backgroundOpacity: 0.45 } },
    Switch: { defaultProps: { size: 'sm' } },
  },
})

/** Surfaces, borders and the three trust colours of both themes; every text pair has a contrast of 4.5 or more. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff', '--mantine-color-text': '#1b1f27', '--mantine-color-dimmed': '#5a6270', '--mantine-color-default-border': '#d5d9e0',
    '--mantine-color-placeholder': '#6b7280', '--mantine-color-error': '#a61e4d',
    '--hy-canvas': '#f5f6f9', '--hy-surface': '#ffffff', '--hy-chrome': '#eef0f4', '--hy-line': '#e2e5ea', '--hy-hover': '#f3f5fa', '--hy-picked': '#e8edfa',
    '--mantine-color-indigo-light': '#e8edfa', '--mantine-color-indigo-light-hover': '#dce4f7', '--mantine-color-indigo-light-color': '#2c4799',
    '--hy-accent': '#3554b5', '--hy-track': '#e4e7ed', '--hy-quiet': '#5a6270',
    '--hy-good': '#2b8a3e', '--hy-good-text': '#1f6b2f', '--hy-good-soft': '#e3f4e7',
    '--hy-bad': '#d6336c', '--hy-bad-text': '#a61e4d', '--hy-bad-soft': '#fdebf1',
    '--hy-new': '#7a828f', '--hy-new-text': '#4d5562', '--hy-new-soft': '#eceef2',
    '--hy-wait': '#b86e00', '--hy-wait-text': '#8a5200', '--hy-wait-soft': '#fdf1dd',
  },
  dark: {
    '--mantine-color-body': '#1c1f25', '--mantine-color-text': '#e3e6eb', '--mantine-color-dimmed': '#9aa2af', '--mantine-color-default-border': '#3b414c',
    '--mantine-color-placeholder': '#8a93a1', '--mantine-color-error': '#ff9dbb',
    '--hy-canvas': '#16181d', '--hy-surface': '#1c1f25', '--hy-chrome': '#121418', '--hy-line': '#2b3038', '--hy-hover': '#23272f', '--hy-picked': '#262f47',
    '--mantine-color-indigo-light': '#262f47', '--mantine-color-indigo-light-hover': '#303c5c', '--mantine-color-indigo-light-color': '#a9bdf5',
    '--hy-accent': '#8ba5ee', '--hy-track': '#313641', '--hy-quiet': '#9aa2af',
    '--hy-good': '#4fbf67', '--hy-good-text': '#7fd793', '--hy-good-soft': '#1c3324',
    '--hy-bad': '#f0628f', '--hy-bad-text': '#ff9dbb', '--hy-bad-soft': '#3f1e2b',
    '--hy-new': '#8d96a4', '--hy-new-text': '#b7bec9', '--hy-new-soft': '#2b3038',
    '--hy-wait': '#e0a23c', '--hy-wait-text': '#f0bf6c', '--hy-wait-soft': '#3a2d17',
  },
})
