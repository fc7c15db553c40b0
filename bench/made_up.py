"""Made-up days and weeks of home care in the `kith` format, for the bench: towns and lanes, visits that belong to people,
medicines on time, two workers where somebody is lifted, gaps between doses. The same seed gives the same file."""
import random

TOWNS = [(50.72, -2.44), (50.61, -2.45), (50.69, -2.11), (50.86, -2.16), (50.95, -2.52), (50.74, -2.76), (50.80, -1.98)]
HOUR = 3600


def place(dice):
    """Three in four live in a town."""
    if dice.random() < 0.75:
        lat, lon = dice.choice(TOWNS)
        return {"lat": round(dice.gauss(lat, 0.012), 5), "lon": round(dice.gauss(lon, 0.018), 5)}
    return {"lat": round(dice.uniform(50.58, 51.0), 5), "lon": round(dice.uniform(-2.85, -1.9), 5)}


class Made:
    def __init__(self, seed, name):
        self.dice = random.Random(seed)
        self.plan = {
            "format": "kith-plan/1",
            "name": name,
            "places": [],
            "travel": [
                {"mode": "car", "straight": {"kmh": 38, "circuity": 1.35, "door": 60}},
                {"mode": "walk", "straight": {"kmh": 4.8, "circuity": 1.2, "door": 30}},
            ],
            "workers": [],
            "visits": [],
            "links": [],
            "objective": [[{"measure": of}] for of in ("unserved", "late", "overtime", "travel")],
        }

    def at(self, where):
        name = f"p{len(self.plan['places'])}"
        self.plan["places"].append({"id": name, **where})
        return name

    def worker(self, shifts, most_work):
        dice, home = self.dice, place(self.dice)
        at = self.at(home)
        skills = ["care"] + [skill for skill, share in (("medicines", 0.7), ("hoist", 0.7), ("insulin", 0.4)) if dice.random() < share]
        made = [{"from": begin, "to": end, "latest": end + HOUR // 2, "start": at, "end": at} for begin, end in shifts]
        worker = {"id": f"w{len(self.plan['workers'])}", "skills": skills, "mode": "walk" if dice.random() < 0.1 else "car", "shifts": made}
        self.plan["workers"].append({**worker, "most_work": most_work})

    def visit(self, at, begin, wide, minutes, skills, two, known):
        name = f"v{len(self.plan['visits'])}"
        visit = {"id": name, "place": at, "from": begin, "to": begin + wide, "duration": minutes * 60, "skills": skills}
        if two:
            visit["workers"] = 2
        if known:
            visit["known"] = [{"worker": worker, "times": times} for worker, times in known]
        self.plan["visits"].append(visit)
        return name

    def person(self, days, most):
        """Somebody with one to four visits a day, the same ones every day; how many visits that made."""
        dice, at = self.dice, self.at(place(self.dice))
        times = dice.sample([7.5, 12, 16.5, 19.5], k=dice.choice([1, 2, 2, 3, 4]))
        two = dice.random() < 0.1
        exact = dice.random() < 0.15
        known = [(dice.choice(self.plan["workers"])["id"], dice.randint(1, 20)) for _ in range(2)]
        known = list(dict(known).items())
        made = 0
        for day in days:
            before = None
            for begin in sorted(times):
                if made >= most:
                    return made
                minutes = dice.choice([15, 30, 30, 30, 45, 60])
                skills = ["insulin"] if exact and begin == 7.5 and dice.random() < 0.3 else ["medicines"] if exact else ["hoist"] if two else ["care"]
                start = day * 24 * HOUR + int(begin * HOUR) + dice.randrange(0, 3600, 300)
                name = self.visit(at, start, 1800 if exact else dice.choice([5400, 7200]), minutes, skills, two, known)
                if before and exact:
                    self.plan["links"].append({"first": before, "second": name, "least": 3 * HOUR})
                before, made = name, made + 1
        return made


def day(seed, visits):
    """One day of so many visits."""
    made = Made(seed, f"made-up day {seed} of {visits} visits")
    for _ in range(max(5, visits // 4)):
        begin = made.dice.choice([6.5, 7, 7, 7, 12, 14.5, 15])
        made.worker([(int(begin * HOUR), int((begin + made.dice.choice([6, 8, 8])) * HOUR))], int(7.5 * HOUR))
    left = visits
    while left > 0:
        left -= made.person([0], left)
    return made.plan


def week(seed, visits):
    """A provider's week of so many visits: workers come five days of seven, within a week's hours."""
    made = Made(seed, f"made-up week {seed} of {visits} visits")
    for _ in range(max(6, visits // 20)):
        begin = made.dice.choice([6.5, 7, 7, 14.5, 15])
        days = sorted(made.dice.sample(range(7), k=5))
        shifts = [(int((24 * day + begin) * HOUR), int((24 * day + begin + 8) * HOUR)) for day in days]
        made.worker(shifts, int(37.5 * HOUR))
    left = visits
    while left > 0:
        left -= made.person(range(7), left)
    made.plan["objective"].append([{"measure": "continuity"}])
    return made.plan


#: Where the extracts of the bench lie: south, west, north, east.
BOXES = {"london": (51.516, -0.126, 51.524, -0.114), "leeds": (53.804, -1.557, 53.810, -1.546)}


def points_around(name, count):
    """Points within an extract whose name says where it lies."""
    south, west, north, east = next(box for town, box in BOXES.items() if town in name)
    dice = random.Random(1)
    return [(dice.uniform(south, north), dice.uniform(west, east)) for _ in range(count)]


def more_beside(points, count, seed):
    """As many points: these, and others within some fifty metres of them."""
    dice = random.Random(seed)
    near = lambda point: tuple(part + dice.uniform(-0.0005, 0.0005) for part in point)
    return points + [near(dice.choice(points)) for _ in range(count - len(points))]
