// Script only makes pages quicker to use; every page works without it.
(() => {
  'use strict'
  const all = (selector, act) => document.querySelectorAll(selector).forEach(act)

  // Styles of the design system that hide what script can show again.
  document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')

  // A form is sent once, also when its button is pressed twice.
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.dataset.sent) return event.preventDefault()
    if (form.method !== 'post') return
    form.dataset.sent = 'yes'
    // An answer that is a file leaves the page standing, so the form may be sent again after a while.
    setTimeout(() => delete form.dataset.sent, 5000)
  })
  // A page that comes back from the browser's memory may be sent again.
  window.addEventListener('pageshow', () => all('form[data-sent]', (form) => delete form.dataset.sent))

  // A link that looks like a button is pressed with the space bar too.
  document.addEventListener('keydown', (event) => {
    if (event.key === ' ' && event.target.matches?.('a[role="button"]')) {
      event.preventDefault()
      event.target.click()
    }
  })

  // What belongs to a radio or checkbox shows when that is chosen.
  const reveal = (input) => {
    const more = document.getElementById(input.getAttribute('aria-controls'))
    if (!more) return
    more.classList.toggle(`nhsuk-${input.type === 'radio' ? 'radios' : 'checkboxes'}__conditional--hidden`, !input.checked)
    input.setAttribute('aria-expanded', input.checked)
  }
  all('[data-aria-controls]', (input) => {
    input.setAttribute('aria-controls', input.dataset.ariaControls)
    reveal(input)
  })
  document.addEventListener('change', ({ target }) => {
    if (target.type === 'checkbox' && target.checked) {
      const others = document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(target.name)}"]`)
      const exclusive = target.dataset.behaviour === 'exclusive'
      others.forEach((other) => {
        if (other !== target && (exclusive || other.dataset.behaviour === 'exclusive')) other.checked = false
      })
    }
    all('input[aria-controls]', reveal)
  })

  // What is wrong, or what went well, is told first.
  const focus = (element) => {
    element.setAttribute('tabindex', '-1')
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true })
    element.focus()
  }
  const first = document.querySelector('.nhsuk-error-summary, .nhsuk-notification-banner[role="alert"]')
  if (first && first.dataset.disableAutoFocus !== 'true') focus(first)
  document.querySelector('.nhsuk-skip-link')?.addEventListener('click', () => {
    const main = document.getElementById('maincontent')
    if (main) focus(main)
  })

  // Time left goes on. The words are those of the server, minutes dropped in the same way.
  const some = (n, one) => `${n} ${one}${n === 1 ? '' : 's'}`
  const length = (minutes) => {
    if (minutes < 1) return 'less than a minute'
    if (minutes < 60) return some(minutes, 'minute')
    const rest = minutes % 60
    return some(Math.floor(minutes / 60), 'hour') + (rest ? ` ${some(rest, 'minute')}` : '')
  }
  const colours = ['nhsuk-tag--red', 'nhsuk-tag--orange', 'nhsuk-tag--green']
  const opened = Date.now()
  const clock = () => all('time[data-now]', (made) => {
    const now = Date.parse(made.dateTime) + Date.now() - opened
    all('time[data-due]', (time) => {
      const off = Date.parse(time.dateTime) - now
      const minutes = Math.floor(Math.abs(off) / 60000)
      if (minutes >= 1440) return
      const late = off < 0
      const soon = !late && minutes <= Number(time.dataset.soon)
      const tag = time.closest('.nhsuk-tag')
      tag?.classList.remove(...colours)
      tag?.classList.add(colours[late ? 0 : soon ? 1 : 2])
      time.textContent = `${soon ? 'Soon: ' : ''}${length(minutes)} ${late ? 'late' : 'left'}`
    })
  })
  setInterval(clock, 20000)

  // A page that reads itself again says so and can be told not to; nothing that was typed is lost.
  const seconds = Number(document.body.dataset.refresh)
  const main = document.getElementById('maincontent')
  if (seconds && main) {
    let paused = sessionStorage.getItem('kith-paused') === 'yes'
    let typed = false
    const line = document.createElement('p')
    line.className = 'kith-refresh'
    const button = document.createElement('button')
    button.type = 'button'
    const show = () => {
      line.firstChild.textContent = paused ? 'This page does not update by itself.' : `This page updates every ${some(seconds, 'second')}.`
      button.textContent = paused ? 'Start updating' : 'Stop updating'
    }
    line.append('', button)
    button.addEventListener('click', () => {
      paused = !paused
      sessionStorage.setItem('kith-paused', paused ? 'yes' : 'no')
      show()
    })
    show()
    main.append(line)
    main.addEventListener('input', () => { typed = true })
    setInterval(() => {
      const at = document.activeElement
      const busy = typed || (at && at !== document.body && at !== button) || document.hidden
      if (!paused && !busy) location.reload()
    }, seconds * 1000)
  }
})()
