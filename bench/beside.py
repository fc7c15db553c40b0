"""PyVRP and VROOM on the same instances, as far as they can express them. Where one is not installed there is no figure."""
import datetime
import json
import math
import re
import sys
import time


def solomon(path):
    """Vehicles, capacity, and rows of number, x, y, demand, ready, due, service."""
    lines = [line for line in path.read_text().splitlines() if re.match(r"^\s*[\d.]+\s", line)]
    rows = [[float(word) for word in line.split()] for line in lines]
    vehicles, capacity = next(row for row in rows if len(row) == 2)
    return int(vehicles), int(capacity), [row for row in rows if len(row) == 7]


def pyvrp_costs(path, seconds, seeds):
    """PyVRP's costs in the instance's units, after so many seconds each; none when it is not installed."""
    try:
        import pyvrp
        import pyvrp.stop
    except ImportError:
        return []
    if path.suffix == ".vrp":
        data, scale = pyvrp.read(path, round_func="dimacs"), 10
    else:
        data, scale = solomon_for_pyvrp(pyvrp, path), 1000
    costs = []
    for seed in seeds:
        begun = time.process_time()
        # It ends by the clock; asked for the processor's time, it is no worse off on a busy machine.
        result = pyvrp.solve(data, stop=AfterCpu(seconds), seed=seed, display=False)
        costs.append(result.cost() / scale)
        print(f"    PyVRP {path.stem}: {time.process_time() - begun:.1f} CPU-seconds", file=sys.stderr)
    return costs


class AfterCpu:
    """Ends PyVRP after so many CPU-seconds."""

    def __init__(self, seconds):
        self.end = time.process_time() + seconds

    def __call__(self, best_cost):
        return time.process_time() >= self.end


def solomon_for_pyvrp(pyvrp, path):
    """Solomon's text as a PyVRP problem, distances times 1,000."""
    vehicles, capacity, places = solomon(path)
    model = pyvrp.Model()
    scaled = lambda value: round(value * 1000)
    nodes = []
    for number, x, y, demand, ready, due, service in places:
        nodes.append(model.add_location(scaled(x), scaled(y)))
        if number == 0:
            depot = model.add_depot(nodes[0])
            hours = {"tw_early": scaled(ready), "tw_late": scaled(due)}
            model.add_vehicle_type(vehicles, capacity=int(capacity), start_depot=depot, end_depot=depot, **hours)
        else:
            window = {"tw_early": scaled(ready), "tw_late": scaled(due), "service_duration": scaled(service)}
            model.add_client(nodes[-1], delivery=int(demand), **window)
    for a, one in zip(places, nodes):
        for b, other in zip(places, nodes):
            way = scaled(math.hypot(a[1] - b[1], a[2] - b[2]))
            model.add_edge(one, other, distance=way, duration=way)
    return model.data()


def vroom_costs(path, _seconds, _seeds):
    """VROOM's cost on a Solomon instance, which it decides how long to search for; none when it is not installed."""
    try:
        import numpy
        import vroom
    except ImportError:
        return []
    if path.suffix != ".txt":
        return []
    scale = 100
    vehicles, capacity, places = solomon(path)
    ways = [[round(scale * math.hypot(a[1] - b[1], a[2] - b[2])) for b in places] for a in places]
    problem = vroom.Input()
    problem.set_durations_matrix("car", numpy.array(ways, dtype=numpy.uint32))
    hours = lambda row: vroom.TimeWindow(int(row[4] * scale), int(row[5] * scale))
    for n in range(vehicles):
        problem.add_vehicle(vroom.Vehicle(n, start=0, end=0, capacity=[capacity], time_window=hours(places[0])))
    for n, row in enumerate(places[1:], start=1):
        job = {"default_service": int(row[6] * scale), "delivery": [int(row[3])], "time_windows": [hours(row)]}
        problem.add_job(vroom.Job(n, location=n, **job))
    solution = problem.solve(exploration_level=5, nb_threads=1)
    if solution.summary.unassigned:
        return []
    routes = {}
    for step in solution.routes.to_dict("records"):
        routes.setdefault(step["vehicle_id"], []).append(0 if step["type"] in ("start", "end") else int(step["id"]))
    place = lambda n: places[n][1:3]
    return [sum(math.dist(place(a), place(b)) for stops in routes.values() for a, b in zip(stops, stops[1:]))]


def vroom_day(path):
    """VROOM on a care day without what it cannot express: each worker of a pair by itself, no gaps. None when not installed."""
    try:
        import numpy
        import vroom
    except ImportError:
        return None
    day = json.loads(path.read_text())
    points, row = [], {}
    for one in day["workers"] + day["visits"]:
        row.setdefault((one["lat"], one["lon"]), len(points))
        if row[one["lat"], one["lon"]] == len(points):
            points.append((one["lat"], one["lon"]))
    lat, lon = numpy.radians(numpy.array(points)).T
    half = numpy.sin((lat[:, None] - lat) / 2) ** 2 + numpy.cos(lat[:, None]) * numpy.cos(lat) * numpy.sin((lon[:, None] - lon) / 2) ** 2
    km = 2 * 6371.0088 * numpy.arcsin(numpy.sqrt(half)) * day["circuity"]
    problem = vroom.Input()
    for mode, speed in day["kmh"].items():
        ways = numpy.ceil(km / speed * 3600) + numpy.where(km > 0, day["door_s"], 0)
        problem.set_durations_matrix(mode, ways.astype(numpy.uint32))
    skills = {name: n for n, name in enumerate(sorted({s for w in day["workers"] for s in w["skills"]} | {v["skill"] for v in day["visits"]}))}
    for n, one in enumerate(day["workers"]):
        at = row[one["lat"], one["lon"]]
        named = {"profile": one["mode"], "skills": {skills[s] for s in one["skills"]}}
        limits = {"time_window": vroom.TimeWindow(*one["shift"]), "max_travel_time": one.get("max_work")}
        problem.add_vehicle(vroom.Vehicle(n, start=at, end=at, **named, **limits))
    jobs = 0
    for one in day["visits"]:
        for _ in range(one["workers"]):
            window = {"default_service": one["dur"], "time_windows": [vroom.TimeWindow(*one["tw"])]}
            problem.add_job(vroom.Job(jobs, location=row[one["lat"], one["lon"]], skills={skills[one["skill"]]}, **window))
            jobs += 1
    begun = time.process_time()
    # It decides itself when to end, which takes many minutes for so large a day; a minute is three times what the planner has.
    solution = problem.solve(exploration_level=5, nb_threads=1, timeout=datetime.timedelta(seconds=60))
    return {
        "unserved": solution.summary.unassigned,
        "hours": solution.summary.duration / 3600,
        "cpu": time.process_time() - begun,
    }
