"""Plays gestures in a Qt application: imported first by a script under QtAgg.

Events go straight to the canvas, as Qt would deliver them. It starts when every
figure has been drawn and the script's event loop runs.
"""

import json
import os
import time

from gestures import simple
from matplotlib._pylab_helpers import Gcf
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

application = QApplication.instance() or QApplication(["probe"])

BUTTONS = {
    1: Qt.MouseButton.LeftButton,
    2: Qt.MouseButton.MiddleButton,
    3: Qt.MouseButton.RightButton,
    8: Qt.MouseButton.BackButton,
}
KEYS = {
    "ArrowLeft": Qt.Key.Key_Left,
    "ArrowUp": Qt.Key.Key_Up,
    "Backspace": Qt.Key.Key_Backspace,
    "Control": Qt.Key.Key_Control,
    "Delete": Qt.Key.Key_Delete,
    "End": Qt.Key.Key_End,
    "Enter": Qt.Key.Key_Return,
    "Escape": Qt.Key.Key_Escape,
    "F1": Qt.Key.Key_F1,
    "Home": Qt.Key.Key_Home,
    "PageDown": Qt.Key.Key_PageDown,
    "Alt": Qt.Key.Key_Alt,
    "Shift": Qt.Key.Key_Shift,
    "Tab": Qt.Key.Key_Tab,
}
MODIFIERS = {
    "Control": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class Player:
    """One user with one mouse and one keyboard."""

    def __init__(self, gestures):
        self.gestures = simple(gestures)
        self.held = Qt.MouseButton.NoButton
        self.modifiers = {}
        self.place = QPointF(0, 0)
        self.inside = False
        self.until = 0.0
        self.timer = QTimer()
        self.timer.timeout.connect(self.step)
        self.timer.start(30)

    @property
    def managers(self):
        """Those with windows; figures of other backends have none."""
        return [m for m in Gcf.figs.values() if hasattr(m, "window")]

    @property
    def window(self):
        return self.managers[0].window

    @property
    def canvas(self):
        return self.managers[0].canvas

    def step(self):
        if not self.managers or not self.window.isVisible():
            return
        if not all(hasattr(m.canvas, "renderer") for m in self.managers):
            return
        if time.monotonic() < self.until:
            return
        gesture = next(self.gestures, None)
        if gesture is None:
            self.timer.stop()
            return
        name, *args = gesture
        getattr(self, name)(*args)

    def send(self, event):
        QApplication.sendEvent(self.canvas, event)

    def state(self):
        state = Qt.KeyboardModifier.NoModifier
        for modifier in self.modifiers.values():
            state |= modifier
        return state

    def mouse(self, kind, button):
        where = QPointF(self.canvas.mapToGlobal(self.place.toPoint()))
        self.send(QMouseEvent(kind, self.place, where, button, self.held, self.state()))

    def move(self, x, y):
        size = self.canvas.size()
        self.place = QPointF(round(x * size.width()), round(y * size.height()))
        inside = 0 <= x < 1 and 0 <= y < 1
        if inside != self.inside and self.held == Qt.MouseButton.NoButton:
            where = QPointF(self.canvas.mapToGlobal(self.place.toPoint()))
            if inside:
                self.send(QEnterEvent(self.place, where, where))
            else:
                self.send(QEvent(QEvent.Type.Leave))
            self.inside = inside
        if inside or self.held != Qt.MouseButton.NoButton:
            self.mouse(QEvent.Type.MouseMove, Qt.MouseButton.NoButton)

    def press(self, button, kind=QEvent.Type.MouseButtonPress):
        self.held |= BUTTONS[button]
        self.mouse(kind, BUTTONS[button])

    def double(self, button):
        self.press(button, QEvent.Type.MouseButtonDblClick)

    def release(self, button):
        self.held &= ~BUTTONS[button]
        self.mouse(QEvent.Type.MouseButtonRelease, BUTTONS[button])
        if self.inside and not self.canvas.rect().contains(self.place.toPoint()):
            self.send(QEvent(QEvent.Type.Leave))
            self.inside = False

    def key(self, kind, name, repeat=False):
        # Where Qt asks for it.
        QCursor.setPos(self.canvas.mapToGlobal(self.place.toPoint()))
        code = KEYS[name] if len(name) > 1 else Qt.Key(ord(name.upper()))
        text = name if len(name) == 1 else ""
        state = self.state()
        if name.isupper() and text:
            state |= Qt.KeyboardModifier.ShiftModifier
        self.send(QKeyEvent(kind, code, state, text, repeat))

    def down(self, name):
        self.key(QEvent.Type.KeyPress, name)
        if name in MODIFIERS:
            self.modifiers[name] = MODIFIERS[name]

    def up(self, name):
        self.modifiers.pop(name, None)
        self.key(QEvent.Type.KeyRelease, name)

    def repeat(self, name, times):
        self.key(QEvent.Type.KeyPress, name)
        for _ in range(times):
            self.key(QEvent.Type.KeyRelease, name, repeat=True)
            self.key(QEvent.Type.KeyPress, name, repeat=True)
        self.key(QEvent.Type.KeyRelease, name)

    def sleep(self, seconds):
        self.until = time.monotonic() + seconds

    def title(self, name):
        from probing import check

        check(self.window.windowTitle() == name, self.window.windowTitle())

    def wheel(self, x, y, notches):
        self.move(x, y)
        where = QPointF(self.canvas.mapToGlobal(self.place.toPoint()))
        turned = QPoint(0, round(120 * notches))
        self.send(
            QWheelEvent(
                *(self.place, where, QPoint(), turned, self.held, self.state()),
                *(Qt.ScrollPhase.NoScrollPhase, False),
            )
        )

    def tool(self, text):
        for action in self.canvas.manager.toolbar.actions():
            if text in action.toolTip():
                action.trigger()
                return

    def resize(self, dx, dy):
        self.window.resize(self.window.width() + dx, self.window.height() + dy)

    def close(self):
        self.window.close()

    def figures(self, number):
        from probing import check

        shown = [m for m in self.managers if m.window.isVisible()]
        check(len(shown) == number, f"{len(shown)} windows")

    def lose(self, name):
        """Another window takes the keyboard; the key goes up there."""
        self.modifiers.pop(name, None)
        self.send(QFocusEvent(QEvent.Type.FocusOut))

    def fullscreen(self):
        from probing import check

        check(self.window.isFullScreen(), "not full screen")

    def margins(self):
        from probing import check
        from PySide6.QtWidgets import QDoubleSpinBox

        windows = [w for w in application.topLevelWidgets() if w is not self.window]
        fields = [f for w in windows for f in w.findChildren(QDoubleSpinBox)]
        count = sum(field.isVisible() for field in fields)
        check(count >= 6, f"{count} fields")

    def pixels(self):
        import numpy as np
        from probing import check

        image = self.canvas.grab().toImage().convertToFormat(IMAGE_FORMAT)
        shown = np.frombuffer(image.constBits(), np.uint8)
        shown = shown.reshape(image.height(), image.width(), 4)
        wrong = (shown != np.asarray(self.canvas.buffer_rgba())).any(-1).sum()
        check(wrong == 0, f"{wrong} pixels wrong")


IMAGE_FORMAT = QImage.Format.Format_RGBA8888
player = Player(json.loads(os.environ["PROBE_GESTURES"]))
