"""matplotlib's side: canvas, manager, toolbar, timers and the pump."""
